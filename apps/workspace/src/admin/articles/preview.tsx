import { directionOf } from '@porchlight/protocol';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import { api, type TextOf } from '../../api.ts';
import { describeError } from '../../errors.ts';
import { t } from '../../messages/index.ts';
import classes from './articles.module.css';

const waitMs = 500;

/** What the server makes of the text, half a second after the last key. */
export function Preview({ of, markdown }: { of: TextOf; markdown: string }): ReactNode {
  const { articles: words } = t.admin;
  const [settled, setSettled] = useState(markdown);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(markdown), waitMs);
    return () => clearTimeout(timer);
  }, [markdown]);
  const preview = useQuery({
    queryKey: ['admin', 'preview', of.site, of.language, settled],
    queryFn: () => api.previewArticle(of.site, { markdown: settled, language: of.language }),
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
    <section className={classes.preview} aria-label={words.preview} tabIndex={0}>
      <h2 className={classes.previewTitle}>{words.preview}</h2>
      {preview.isError && <p className={classes.problem}>{describeError(preview.error)}</p>}
      {settled.trim() === '' ? (
        <p className={classes.aside}>{words.previewEmpty}</p>
      ) : (
        <div
          className={classes.prose}
          lang={of.language}
          dir={directionOf(of.language)}
          // biome-ignore lint/security/noDangerouslySetInnerHtml: made by the server's renderer, which lets no HTML through [HC4]
          dangerouslySetInnerHTML={{ __html: preview.data?.html ?? '' }}
        />
      )}
    </section>
  );
}
