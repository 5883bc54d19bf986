export { AdminShell } from './admin-shell.tsx';
export { MembersScreen } from './members-screen.tsx';
export { SiteScreen } from './site-screen.tsx';
export { SitesScreen } from './sites-screen.tsx';
