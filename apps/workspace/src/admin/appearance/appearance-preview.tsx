import { appearanceTokens } from '@porchlight/design/appearance';
import type { AdminSite, AppearanceAnswer, AppearanceLink, ColourScheme, HelpAppearance } from '@porchlight/protocol';
import type { CSSProperties, ReactNode } from 'react';
import { t } from '../../messages/index.ts';
import classes from './appearance.module.css';
import { readable } from './colour-fields.tsx';

/** A help center in small, in one scheme, as the draft has it; a picture, nothing in it can be used. */
export function AppearancePreview(props: {
  site: AdminSite;
  scheme: ColourScheme;
  draft: HelpAppearance;
  saved: AppearanceAnswer;
}): ReactNode {
  const { site, scheme, draft, saved } = props;
  const { appearance: words } = t.admin;
  const tokens = Object.entries(appearanceTokens(readable(draft.colours), scheme));
  const style = Object.fromEntries(tokens.map(([name, value]) => [`--pl-color-${name}`, value])) as CSSProperties;
  const logo = saved.logos[scheme] ?? saved.logos.light ?? saved.logos.dark;
  const names = (links: AppearanceLink[]) =>
    links.flatMap((link, at) => {
      const name = saved.languages.map((one) => link.labels[one]).find((text) => text) ?? '';
      // biome-ignore lint/suspicious/noArrayIndexKey: a link is nothing but its place in the list
      return name === '' ? [] : [<span key={at}>{name}</span>];
    });
  return (
    <figure className={classes.figure}>
      <figcaption>{words.schemes[scheme]}</figcaption>
      <div className={classes.page} data-scheme={scheme} style={style} inert>
        <div className={classes.top}>
          {logo ? <img src={logo.src} alt={site.name} width={logo.width} height={logo.height} /> : <b>{site.name}</b>}
          <span className={classes.names}>{names(draft.header)}</span>
        </div>
        <div className={classes.hero}>
          <b>{words.previewTitle}</b>
          <span className={classes.search}>
            <span />
            <em>{words.previewSearch}</em>
          </span>
        </div>
        <div className={classes.text}>
          <p>{words.previewText}</p>
          <p>
            <u>{words.previewLink}</u> <small>{words.previewQuiet}</small>
          </p>
        </div>
        <div className={classes.foot}>
          {names(draft.footer)}
          <span>{words.previewCookies}</span>
        </div>
      </div>
    </figure>
  );
}
