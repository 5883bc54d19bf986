import type { ApiTokenId, MemberId, TeamId } from '@porchlight/protocol';

/** `name_key` is what two spellings of one name share. Times in ms. */
export type TeamsTable = { id: TeamId; name: string; name_key: string; created_at: number };
export type TeamMembersTable = { team_id: TeamId; member_id: MemberId };

/** `scopes` is a JSON list of permissions; the token itself is never stored. */
export type ApiTokensTable = {
  id: ApiTokenId;
  token_hash: string;
  member_id: MemberId;
  name: string;
  scopes: string;
  created_at: number;
  expires_at: number;
  last_used_at: number | null;
};

declare module '../../platform/db/tables.ts' {
  interface Tables {
    teams: TeamsTable;
    team_members: TeamMembersTable;
    api_tokens: ApiTokensTable;
  }
}
