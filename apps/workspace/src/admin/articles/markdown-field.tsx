import { Button, Checkbox, Textarea, TextInput } from '@mantine/core';
import { camera } from '@porchlight/design/icons';
import { type ArticleImageAnswer, directionOf, limits } from '@porchlight/protocol';
import { useMutation } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { api, type TextOf } from '../../api.ts';
import { describeError } from '../../errors.ts';
import { t } from '../../messages/index.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Callout } from '../../session/gate.tsx';
import classes from './articles.module.css';

/** The text of an article, into which images come by a button, by dropping and by pasting them. */
export function MarkdownField(props: {
  of: TextOf;
  value: string;
  error: string | undefined;
  onChange: (markdown: string) => void;
}): ReactNode {
  const { of, value, error, onChange } = props;
  const { articles: words } = t.admin;
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const [waiting, setWaiting] = useState<readonly File[]>([]);
  const [image, setImage] = useState<ArticleImageAnswer | null>(null);
  const [isOver, setOver] = useState(false);
  const upload = useMutation({
    mutationFn: (file: File) => {
      if (file.size > limits.fileBytes) throw new Error(words.imageTooLarge(limits.fileBytes / 1_048_576));
      return api.addArticleImage(of.site, file);
    },
    onSuccess: setImage,
  });

  function take(files: readonly File[]) {
    const [first, ...rest] = files;
    setWaiting(rest);
    if (first) upload.mutate(first);
  }
  function insert(alt: string) {
    if (!image) return;
    const at = field.current?.selectionStart ?? value.length;
    const end = field.current?.selectionEnd ?? at;
    const before = value.slice(0, at);
    const after = value.slice(end);
    // An image is a paragraph of its own, unless it stands in a line of words.
    const lead = before === '' || before.endsWith('\n\n') ? '' : before.endsWith('\n') ? '\n' : '\n\n';
    const tail = after === '' || after.startsWith('\n\n') ? '' : after.startsWith('\n') ? '\n' : '\n\n';
    onChange(`${before}${lead}![${alt.replace(/[\\[\]]/g, '\\$&')}](${image.address})${tail}${after}`);
    setImage(null);
    field.current?.focus();
    take(waiting);
  }
  const imagesIn = (data: DataTransfer | null) =>
    [...(data?.files ?? [])].filter(({ type }) => type.startsWith('image/'));

  return (
    <div className={classes.markdownField}>
      <Textarea
        ref={field}
        label={words.text}
        name="markdown"
        description={words.textHint}
        lang={of.language}
        dir={directionOf(of.language)}
        classNames={{ input: classes.markdown ?? '' }}
        data-over={isOver || undefined}
        rows={22}
        value={value}
        error={error}
        onChange={(event) => onChange(event.currentTarget.value)}
        onPaste={(event) => {
          const files = imagesIn(event.clipboardData);
          // What is copied from documents is words and their picture: the words are meant.
          if (files.length === 0 || event.clipboardData.types.includes('text/plain')) return;
          event.preventDefault();
          take(files);
        }}
        onDragOver={(event) => {
          if (!event.dataTransfer.types.includes('Files')) return;
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          setOver(false);
          if (!event.dataTransfer.types.includes('Files')) return;
          event.preventDefault();
          take(imagesIn(event.dataTransfer));
        }}
      />
      <div className={classes.imageBar}>
        <Button
          variant="default"
          leftSection={<Icon icon={camera} size={16} />}
          loading={upload.isPending}
          onClick={() => picker.current?.click()}
        >
          {words.addImage}
        </Button>
        <span className={classes.aside} role="status">
          {upload.isPending ? words.imageUploading(upload.variables.name) : words.imageHint}
        </span>
        <input
          ref={picker}
          type="file"
          hidden
          aria-label={words.addImage}
          accept="image/jpeg,image/png,image/gif,image/webp,image/avif"
          onChange={(event) => {
            take([...(event.currentTarget.files ?? [])]);
            event.currentTarget.value = '';
          }}
        />
      </div>
      {upload.isError && (
        <Callout tone="danger" isAlert>
          {upload.error.name === 'ApiError' ? describeError(upload.error) : upload.error.message}
        </Callout>
      )}
      {/* Elsewhere in the page: a form does not lie in another one. */}
      {createPortal(
        <Dialog isOpen={image !== null} onClose={() => setImage(null)} title={words.imageTitle}>
          {image && (
            <Describe
              key={image.address}
              image={image}
              language={of.language}
              onCancel={() => setImage(null)}
              onDone={insert}
            />
          )}
        </Dialog>,
        document.body,
      )}
    </div>
  );
}

/** Asks what an image shows, for those who do not see it. */
function Describe(props: {
  image: ArticleImageAnswer;
  language: TextOf['language'];
  onCancel: () => void;
  onDone: (alt: string) => void;
}): ReactNode {
  const { image, language, onCancel, onDone } = props;
  const { articles: words } = t.admin;
  const [alt, setAlt] = useState('');
  const [isDecoration, setDecoration] = useState(false);
  const [isChecked, setChecked] = useState(false);
  const isMissing = !isDecoration && alt.trim() === '';
  function submit(event: FormEvent) {
    event.preventDefault();
    // As far as React knows, it lies in the form of the text.
    event.stopPropagation();
    setChecked(true);
    if (!isMissing) onDone(isDecoration ? '' : alt.replace(/\s+/g, ' ').trim());
  }
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <img
        className={classes.picture}
        src={`${image.address}/${Math.min(480, image.width)}.webp`}
        width={image.width}
        height={image.height}
        alt={words.imageNew}
      />
      <TextInput
        data-autofocus
        label={words.imageAlt}
        description={words.imageAltHint}
        lang={language}
        dir="auto"
        maxLength={300}
        value={alt}
        disabled={isDecoration}
        error={isChecked && isMissing && words.imageAltMissing}
        onChange={(event) => setAlt(event.currentTarget.value)}
      />
      <Checkbox
        label={words.imageDecoration}
        checked={isDecoration}
        onChange={(event) => setDecoration(event.currentTarget.checked)}
      />
      <div className={classes.actions}>
        <Button variant="default" onClick={onCancel}>
          {t.common.cancel}
        </Button>
        <Button type="submit">{words.imageInsert}</Button>
      </div>
    </form>
  );
}
