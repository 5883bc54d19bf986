import { Button } from '@mantine/core';
import { file } from '@porchlight/design/file-icon';
import { check, copy, download } from '@porchlight/design/icons';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { t } from '../messages/index.ts';
import { Icon } from '../parts/icon.tsx';
import { Callout } from '../session/gate.tsx';
import classes from './factors.module.css';

/** Ten codes, shown this once: to be copied, kept as a file, or printed. */
export function RecoveryCodes(props: { codes: string[]; email: string; onDone: () => void }): ReactNode {
  const { codes, email, onDone } = props;
  const [isCopied, setCopied] = useState(false);
  const text = `${t.factors.codes.fileHead(email)}\n\n${codes.join('\n')}\n`;
  async function copyCodes() {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      // Plain http beyond loopback has no clipboard: the list is there to be selected, kept or printed.
      setCopied(false);
    }
  }
  function save() {
    const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = 'porchlight-recovery-codes.txt';
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 1_000);
  }
  return (
    <div className={classes.codes}>
      <Callout tone="warning">{t.factors.codes.text}</Callout>
      <p className={classes.printed}>{t.factors.codes.fileHead(email)}</p>
      <ul className={classes.codeList} aria-label={t.factors.codes.label}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className={classes.codeActions}>
        <Button
          variant="default"
          size="sm"
          leftSection={<Icon icon={isCopied ? check : copy} size={16} />}
          onClick={() => void copyCodes()}
        >
          {isCopied ? t.common.copied : t.common.copy}
        </Button>
        <Button variant="default" size="sm" leftSection={<Icon icon={download} size={16} />} onClick={save}>
          {t.factors.codes.download}
        </Button>
        <Button
          variant="default"
          size="sm"
          leftSection={<Icon icon={file} size={16} />}
          onClick={() => globalThis.print()}
        >
          {t.factors.codes.print}
        </Button>
      </div>
      <p className={classes.text}>{t.factors.codes.keep}</p>
      <Button fullWidth onClick={onDone} data-autofocus>
        {t.factors.codes.done}
      </Button>
    </div>
  );
}
