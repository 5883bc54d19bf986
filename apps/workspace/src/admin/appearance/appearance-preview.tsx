import { appearanceTokens } from '@porchlight/design/appearance';
import {
  type AdminSite,
  type AppearanceAnswer,
  type AppearanceLink,
  type ColourScheme,
  colourSchemes,
  directionOf,
  type HelpAppearance,
  type HelpLanguage,
} from '@porchlight/protocol';
import type { CSSProperties, ReactNode } from 'react';
import { useState } from 'react';
import { t } from '../../messages/index.ts';
import { Segments } from '../segments.tsx';
import classes from './appearance.module.css';
import { readable } from './colour-fields.tsx';
import { previewWords } from './preview-words.ts';

/** A help center in small as the draft has it, in both schemes and in each of its languages. */
export function AppearancePreviews(props: {
  site: AdminSite;
  draft: HelpAppearance;
  saved: AppearanceAnswer;
}): ReactNode {
  const { languages } = props.saved;
  const [chosen, setChosen] = useState<HelpLanguage | null>(null);
  const language = languages.find((one) => one === chosen) ?? languages[0] ?? 'en';
  return (
    <>
      {languages.length > 1 && (
        <div className={classes.languages}>
          <Segments
            name="preview-language"
            legend={t.admin.appearance.previewLanguage}
            value={language}
            choices={languages.map((one) => ({ value: one, label: t.admin.articles.languages[one] }))}
            onChange={setChosen}
          />
        </div>
      )}
      <div className={classes.pair}>
        {colourSchemes.map((scheme) => (
          <AppearancePreview key={scheme} {...props} scheme={scheme} language={language} />
        ))}
      </div>
    </>
  );
}

/** In one scheme; a picture, nothing in it can be used. */
function AppearancePreview(props: {
  site: AdminSite;
  scheme: ColourScheme;
  draft: HelpAppearance;
  saved: AppearanceAnswer;
  language: HelpLanguage;
}): ReactNode {
  const { site, scheme, draft, saved, language } = props;
  const words = previewWords[language];
  const tokens = Object.entries(appearanceTokens(readable(draft.colours), scheme));
  const style = Object.fromEntries(tokens.map(([name, value]) => [`--pl-color-${name}`, value])) as CSSProperties;
  const logo = saved.logos[scheme] ?? saved.logos.light ?? saved.logos.dark;
  const names = (links: AppearanceLink[]) =>
    links.flatMap((link, at) => {
      // As pages choose it: in their language, else in the default one, else in any.
      const named = [language, ...saved.languages].find((one) => link.labels[one]?.trim());
      if (!named) return [];
      return [
        // biome-ignore lint/suspicious/noArrayIndexKey: a link is nothing but its place in the list
        <span key={at} lang={named} dir={directionOf(named)}>
          {link.labels[named]}
        </span>,
      ];
    });
  return (
    <figure className={classes.figure}>
      <figcaption>{t.admin.appearance.schemes[scheme]}</figcaption>
      <div
        className={classes.page}
        data-scheme={scheme}
        style={style}
        lang={language}
        dir={directionOf(language)}
        inert
      >
        <div className={classes.top}>
          {logo ? <img src={logo.src} alt={site.name} width={logo.width} height={logo.height} /> : <b>{site.name}</b>}
          <span className={classes.names}>{names(draft.header)}</span>
        </div>
        <div className={classes.hero}>
          <b>{words.title}</b>
          <span className={classes.search}>
            <span />
            <em>{words.search}</em>
          </span>
        </div>
        <div className={classes.text}>
          <p>{words.text}</p>
          <p>
            <u>{words.link}</u> <small>{words.quiet}</small>
          </p>
        </div>
        <div className={classes.foot}>
          {names(draft.footer)}
          <span>{words.cookies}</span>
        </div>
      </div>
    </figure>
  );
}
