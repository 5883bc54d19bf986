import { accountApi } from './api/account.ts';
import { adminApi } from './api/admin.ts';
import { agentApi } from './api/agent.ts';
import { helpCenterApi } from './api/help-center.ts';

export type { AuditFilter, StoredEntry } from './api/admin.ts';
export type { UploadRequests } from './api/agent.ts';
export type { TextOf } from './api/help-center.ts';
export { ApiError, type Interface, onConfirmationNeeded } from './api/requests.ts';

/** Every request that the workspace makes. All throw `ApiError`. */
export const api = { ...accountApi, ...agentApi, ...adminApi, ...helpCenterApi };
