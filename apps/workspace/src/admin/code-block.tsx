import { Button } from '@mantine/core';
import { check, copy } from '@porchlight/design/icons';
import type { ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import { t } from '../messages/index.ts';
import { Icon } from '../parts/icon.tsx';
import classes from './code-block.module.css';

/** Text to take elsewhere, with a button that copies it; `label` names both for screen readers. */
export function CodeBlock(props: { code: string; label: string; isMain?: boolean }): ReactNode {
  const { code, label, isMain = false } = props;
  const [isCopied, setCopied] = useState(false);
  const pre = useRef<HTMLPreElement>(null);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [isCopied]);
  async function copyCode() {
    try {
      await navigator.clipboard.writeText(code);
      setCopied(true);
    } catch {
      // Plain http beyond loopback has no clipboard: the text is selected for the person to copy.
      if (pre.current) getSelection()?.selectAllChildren(pre.current);
    }
  }
  return (
    <div className={classes.block}>
      <section className={classes.frame} aria-label={label}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reached by keyboard */}
        <pre ref={pre} className={classes.code} tabIndex={0} data-wraps={isMain}>
          {code}
        </pre>
      </section>
      <Button
        size={isMain ? 'sm' : 'compact-sm'}
        variant={isCopied ? 'light' : isMain ? 'filled' : 'default'}
        {...(isCopied ? { color: 'success' } : {})}
        leftSection={<Icon icon={isCopied ? check : copy} size={isMain ? 16 : 14} />}
        onClick={() => void copyCode()}
        aria-label={`${isCopied ? t.common.copied : t.common.copy}: ${label}`}
        aria-live="polite"
      >
        {isCopied ? t.common.copied : t.common.copy}
      </Button>
    </div>
  );
}
