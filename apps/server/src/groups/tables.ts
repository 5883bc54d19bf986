import type { ArticleId, GroupId, SiteId, UserId } from '@porchlight/protocol';

/** What guests and users of a site's help center may do, as JSON lists. */
export type RightsTable = { site_id: SiteId; guests: string; users: string };

/** `may` is a JSON list; `name_key` is what a name is compared by. */
export type GroupsTable = {
  id: GroupId;
  site_id: SiteId;
  name: string;
  name_key: string;
  may: string;
  created_at: number;
};

export type GroupMembersTable = { group_id: GroupId; user_id: UserId };

/** For whom an article is, where it is for groups. */
export type ArticleGroupsTable = { article_id: ArticleId; group_id: GroupId };

declare module '../platform/db/tables.ts' {
  interface Tables {
    help_rights: RightsTable;
    help_groups: GroupsTable;
    help_group_members: GroupMembersTable;
    help_article_groups: ArticleGroupsTable;
  }
}
