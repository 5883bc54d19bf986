import { cleanLine, isId, type MemberId, permissions, roles } from '@porchlight/protocol';
import { z } from 'zod';
import { name as memberName, siteList } from '../schema.ts';

const teamName = z
  .string()
  .max(200)
  .transform((text) => cleanLine(text, 60))
  .pipe(z.string().min(1, 'must not be empty'));

const distinct = <T>(list: T[]): T[] => [...new Set(list)];

export const changeMember = z
  .strictObject({
    name: memberName,
    roles: z.array(z.enum(roles)).min(1).max(roles.length).transform(distinct),
    sites: siteList.nullable(),
    teams: z.array(teamName).max(50).transform(distinct),
    isDeactivated: z.boolean(),
  })
  .partial();

const memberIds = z
  .array(z.custom<MemberId>((value) => isId('me', value), 'must be the id of a member'))
  .max(1_000)
  .transform(distinct);

export const addTeam = z.strictObject({ name: teamName, members: memberIds.default([]) });
export const changeTeam = z.strictObject({ name: teamName, members: memberIds }).partial();

export const createToken = z.strictObject({
  name: teamName,
  scopes: z.array(z.enum(permissions)).min(1).max(permissions.length).transform(distinct),
  days: z.int().min(1).max(365),
});
