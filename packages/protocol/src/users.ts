import type { HelpLanguage } from './articles.ts';
import type { ContactId, GroupId, UserId } from './ids.ts';

/** Who may become a user of a site's help center: anybody with an address, who was invited, nobody new. */
export const registrationPolicies = ['off', 'invitation', 'open'] as const;
export type RegistrationPolicy = (typeof registrationPolicies)[number];

/** A user of a site's help center; `contact` once a login has linked one [VIS7]. Times in ms. */
export type PortalUser = {
  id: UserId;
  name: string;
  email: string;
  language: HelpLanguage;
  contact: ContactId | null;
  createdAt: number;
  lastLoginAt: number | null;
  isDeactivated: boolean;
  /** How many logins are open now. */
  sessions: number;
  /** Those that they are in. */
  groups: GroupId[];
};
export type UserInvitation = { id: string; email: string; invitedAt: number; expiresAt: number };
/**
 * `GET /api/admin/sites/{site}/users?query=`: newest first, at most a hundred; `hasMore` asks for another query.
 * `POST …/users/invitations`, `DELETE …/users/invitations/{id}`, `PATCH …/users/{id}`, `DELETE …/users/{id}/sessions`.
 */
export type UsersAnswer = { users: PortalUser[]; invitations: UserInvitation[]; hasMore: boolean };
export type InviteUserRequest = { email: string; language: HelpLanguage };
export type ChangeUserRequest = { isDeactivated: boolean };
