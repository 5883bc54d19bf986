// Commands of other features need these too, and so the writer's thread: routes and schemas are in feature.ts.
export { groupNotFound } from './commands.ts';
export { Groups, rightMissing } from './groups.ts';
export type { HelpActor } from './rules.ts';
export {
  findArticleGroups,
  findGroupIdsOf,
  findGroups,
  isReadableBy,
  setArticleGroups,
  setGroupsOf,
} from './store.ts';
