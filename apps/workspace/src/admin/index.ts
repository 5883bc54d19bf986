export { AdminShell } from './admin-shell.tsx';
export { AuditScreen } from './audit-screen.tsx';
export { MembersScreen } from './members-screen.tsx';
export { SiteScreen } from './site-screen.tsx';
export { SitesScreen } from './sites-screen.tsx';
export { TokensScreen } from './tokens-screen.tsx';
