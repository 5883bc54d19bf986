import { Button, TextInput } from '@mantine/core';
import { appearanceTokens, betterAccent, checkAppearance } from '@porchlight/design/appearance';
import { check, alert as warn } from '@porchlight/design/icons';
import { darkColors, lightColors } from '@porchlight/design/tokens';
import type { ColourScheme, HelpAppearance, SchemeColours } from '@porchlight/protocol';
import type { ReactNode } from 'react';
import { language, t } from '../../messages/index.ts';
import { Icon } from '../../parts/icon.tsx';
import picker from '../accent-field.module.css';
import { isColour } from '../accent-field.tsx';
import classes from './appearance.module.css';

type Colours = HelpAppearance['colours'];

/** Only what is a colour: what is still being typed counts for nothing. */
export function readable(colours: Colours): Colours {
  const of = ({ accent, page }: SchemeColours) => ({
    accent: accent !== null && isColour(accent) ? accent.toLowerCase() : null,
    page: page !== null && isColour(page) ? page.toLowerCase() : null,
  });
  return { light: of(colours.light), dark: of(colours.dark) };
}

/** The colours of one scheme, with what cannot be read of them [HC21]. */
export function ColourFields(props: {
  scheme: ColourScheme;
  colours: Colours;
  onChange: (colours: Colours) => void;
}): ReactNode {
  const { scheme, colours, onChange } = props;
  const { appearance: words } = t.admin;
  const change = (field: keyof SchemeColours, text: string) =>
    onChange({ ...colours, [scheme]: { ...colours[scheme], [field]: text === '' ? null : text } });
  const chosen = readable(colours);
  const tokens = { ...(scheme === 'light' ? lightColors : darkColors), ...appearanceTokens(chosen, scheme) };
  const shown = { accent: tokens.accent, page: tokens.surface };
  return (
    <fieldset className={classes.scheme}>
      <legend>{words.schemes[scheme]}</legend>
      {(['accent', 'page'] as const).map((field) => {
        const value = colours[scheme][field] ?? '';
        const label = words.fieldOf(words[field], words.schemes[scheme]);
        return (
          <TextInput
            key={field}
            label={words[field]}
            aria-label={label}
            leftSectionWidth={52}
            leftSectionPointerEvents="all"
            leftSection={
              <input
                className={picker.picker}
                type="color"
                aria-label={words.pick(label)}
                value={shown[field]}
                onChange={(event) => change(field, event.currentTarget.value)}
              />
            }
            placeholder={shown[field]}
            spellCheck={false}
            maxLength={7}
            value={value}
            error={value !== '' && !isColour(value) && words.colourInvalid}
            onChange={(event) => change(field, event.currentTarget.value.trim())}
          />
        );
      })}
      <Checks scheme={scheme} colours={chosen} onTake={(accent) => change('accent', accent)} />
    </fieldset>
  );
}

function Checks(props: { scheme: ColourScheme; colours: Colours; onTake: (accent: string) => void }): ReactNode {
  const { scheme, colours, onTake } = props;
  const { appearance: words } = t.admin;
  const checks = checkAppearance(colours, scheme);
  const failing = checks.filter(({ ratio, needed }) => ratio < needed);
  const better = betterAccent(colours, scheme);
  const hasBetter =
    better !== null &&
    failing.some(({ what }) => what === 'link' || what === 'focus') &&
    better !== colours[scheme].accent;
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  // Rounded down: what is just not enough must not look as if it were.
  const down = (ratio: number) => number.format(Math.floor(ratio * 10) / 10);
  return (
    <div className={classes.checks}>
      <p className={failing.length > 0 ? classes.failing : classes.good} role="status">
        <Icon icon={failing.length > 0 ? warn : check} size={16} />
        {failing.length > 0 ? words.someFail(failing.length) : words.allGood}
      </p>
      {hasBetter && (
        <Button size="compact-sm" variant="default" onClick={() => onTake(better)}>
          <span className={classes.swatch} style={{ background: better }} />
          {words.better(better)}
        </Button>
      )}
      <ul aria-label={words.checkTitle}>
        {checks.map(({ what, ratio, needed }) => (
          <li key={what} data-fails={ratio < needed}>
            <span>
              {words.checks[what]} <b>{ratio < needed ? words.fails : words.good}</b>
            </span>
            <span className={classes.ratio}>{words.ratio(down(ratio), number.format(needed))}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
