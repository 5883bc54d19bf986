import { Checkbox, NativeSelect } from '@mantine/core';
import {
  type ArticleAnswer,
  type ArticleRequest,
  type ArticleVisibility,
  articleVisibilities,
  type GroupId,
  type HelpCenterAnswer,
} from '@porchlight/protocol';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { t } from '../../messages/index.ts';
import classes from '../members-screen.module.css';

/** [HC5] Who may read an article. For groups it is as soon as one is chosen, and only then. */
export function VisibilityField(props: {
  article: ArticleAnswer;
  center: HelpCenterAnswer;
  isBusy: boolean;
  onChange: (body: ArticleRequest) => void;
}): ReactNode {
  const { article, center, isBusy, onChange } = props;
  const { articles: words, groups } = t.admin;
  const [isChoosing, setChoosing] = useState(false);
  const shown = isChoosing ? 'groups' : article.visibility;
  function choose(visibility: ArticleVisibility) {
    setChoosing(visibility === 'groups');
    if (visibility !== 'groups') onChange({ visibility });
  }
  function chooseGroups(chosen: string[]) {
    if (chosen.length === 0) return;
    setChoosing(false);
    onChange({ groups: chosen as GroupId[] });
  }
  return (
    <div>
      <NativeSelect
        label={words.visibility}
        value={shown}
        disabled={isBusy}
        onChange={(event) => choose(event.currentTarget.value as ArticleVisibility)}
        data={articleVisibilities.map((one) => ({ value: one, label: words.visibilities[one] }))}
      />
      {shown === 'groups' &&
        (center.groups.length === 0 ? (
          <p className={classes.aside}>{groups.none}</p>
        ) : (
          <Checkbox.Group
            mt="sm"
            label={groups.chosen}
            description={article.groups.length === 0 || isChoosing ? groups.chooseOne : undefined}
            value={article.visibility === 'groups' ? article.groups : []}
            onChange={chooseGroups}
          >
            <div className={classes.choices}>
              {center.groups.map(({ id, name }) => (
                <Checkbox key={id} value={id} label={name} disabled={isBusy} />
              ))}
            </div>
          </Checkbox.Group>
        ))}
    </div>
  );
}
