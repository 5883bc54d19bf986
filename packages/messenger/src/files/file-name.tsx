import { splitName } from './file-choice.ts';

/** A file's name on one line: where it is too long its middle is left out, so that its ending can be read. */
export function FileName({ name }: { name: string }) {
  const { stem, ending } = splitName(name);
  return (
    <bdi class="file-name" title={name}>
      <span class="file-stem">{stem}</span>
      {ending && <span class="file-ending">{ending}</span>}
    </bdi>
  );
}
