import { Button, TextInput } from '@mantine/core';
import { plus, trash } from '@porchlight/design/icons';
import { type AppearanceLink, type HelpLanguage, limits } from '@porchlight/protocol';
import type { ReactNode } from 'react';
import { t } from '../../messages/index.ts';
import { Icon } from '../../parts/icon.tsx';
import classes from './appearance.module.css';

const isAddress = (url: string) => /^(https?:\/\/[^\s/]+|mailto:\S+|tel:\S+|\/(?!\/))/i.test(url.trim());
const isNamed = ({ labels }: AppearanceLink) => Object.values(labels).some((text) => text.trim() !== '');

/** Whether the server would refuse a link as it stands. */
export function isLinkWrong(link: AppearanceLink): boolean {
  return !isAddress(link.url) || !isNamed(link);
}

/** The links of the header or the footer, named in the help center's languages [HC21]. */
export function LinkFields(props: {
  where: 'header' | 'footer';
  links: AppearanceLink[];
  languages: HelpLanguage[];
  isChecked: boolean;
  onChange: (links: AppearanceLink[]) => void;
}): ReactNode {
  const { where, links, languages, isChecked, onChange } = props;
  const { appearance: words, articles } = t.admin;
  const most = where === 'header' ? limits.headerLinks : limits.footerLinks;
  const put = (at: number, link: AppearanceLink) => onChange(links.map((one, index) => (index === at ? link : one)));
  return (
    <fieldset className={classes.links}>
      <legend>{words[where]}</legend>
      {links.map((link, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a link is nothing but its place in the list
        <fieldset key={at} className={classes.link}>
          <legend className={classes.hidden}>{words.linkOf(at + 1)}</legend>
          <TextInput
            label={words.address}
            description={words.addressHint}
            value={link.url}
            maxLength={limits.linkUrlChars}
            spellCheck={false}
            error={isChecked && !isAddress(link.url) && words.addressInvalid}
            onChange={(event) => put(at, { ...link, url: event.currentTarget.value.trim() })}
          />
          <div className={classes.names}>
            {languages.map((one, index) => (
              <TextInput
                key={one}
                label={words.nameIn(articles.languages[one])}
                lang={one}
                value={link.labels[one] ?? ''}
                maxLength={limits.linkLabelChars}
                error={isChecked && index === 0 && !isNamed(link) && words.nameMissing}
                onChange={(event) => put(at, { ...link, labels: { ...link.labels, [one]: event.currentTarget.value } })}
              />
            ))}
          </div>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<Icon icon={trash} size={14} />}
            aria-label={words.removeLink(at + 1)}
            onClick={() => onChange(links.filter((_, index) => index !== at))}
          >
            {words.removeLogo}
          </Button>
        </fieldset>
      ))}
      {links.length < most && (
        <Button
          variant="default"
          size="sm"
          leftSection={<Icon icon={plus} size={16} />}
          onClick={() => onChange([...links, { url: '', labels: {} }])}
        >
          {where === 'header' ? words.addHeader : words.addFooter}
        </Button>
      )}
    </fieldset>
  );
}
