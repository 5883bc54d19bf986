import type { AdminSite, ConsentPolicy } from '@porchlight/protocol';
import { bannerTexts as german } from '@porchlight/tag/banner-words/banner-de';
import { bannerTexts as english } from '@porchlight/tag/banner-words/banner-en';
import type { ReactNode } from 'react';
import { language, t } from '../../messages/index.ts';
import { isColour } from '../accent-field.tsx';
import classes from './banner-preview.module.css';

/** The banner as visitors see it, with its own words and the site's colour; a picture, nothing in it can be used. */
export function BannerPreview(props: { site: AdminSite; policy: ConsentPolicy; privacyUrl: string }): ReactNode {
  const { site, policy, privacyUrl } = props;
  const isGerman = language.toLowerCase().startsWith('de');
  const texts = isGerman ? german : english;
  const accent = isColour(site.accent) ? site.accent : '#1d4d6b';
  return (
    <figure className={classes.figure}>
      <figcaption className={classes.caption}>{t.admin.identity.previewLabel}</figcaption>
      <div className={classes.page} inert>
        <div className={classes.box} lang={isGerman ? 'de' : 'en'} style={{ borderTopColor: accent }}>
          <p className={classes.title}>{policy === 'required' ? texts.ask : texts.tell}</p>
          <p className={classes.text}>{texts.text}</p>
          <div className={classes.pair}>
            {[texts.no, texts.yes].map((text) => (
              <span key={text} className={classes.button}>
                {text}
              </span>
            ))}
          </div>
          <div className={classes.links}>
            <span>{texts.choose}</span>
            {privacyUrl !== '' && <span>{texts.privacy}</span>}
          </div>
        </div>
      </div>
    </figure>
  );
}
