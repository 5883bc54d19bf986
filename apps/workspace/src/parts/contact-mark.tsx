import { info, shieldCheck } from '@porchlight/design/icons';
import type { ContactRef } from '@porchlight/protocol';
import type { ReactNode } from 'react';
import { t } from '../messages/index.ts';
import classes from './contact-mark.module.css';
import { Icon } from './icon.tsx';

/** [CNV7, CNV8] Whether a name and an address are known by the site's own login, or were only typed. */
export function ContactMark({ contact }: { contact: ContactRef }): ReactNode {
  const isVerified = contact.isVerified === true;
  const { confirmed, notConfirmed, confirmedText, notConfirmedText } = t.contact;
  return (
    <span className={classes.mark} data-verified={isVerified} title={isVerified ? confirmedText : notConfirmedText}>
      <Icon icon={isVerified ? shieldCheck : info} size={14} />
      <span>{isVerified ? confirmed : notConfirmed}</span>
    </span>
  );
}
