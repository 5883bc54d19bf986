import { adoptStyles } from '../adopt-styles.ts';
import styles from './files.css?inline';

/** All about files, loaded with the first one: most conversations have none. */
export { ChosenFiles, FileProblems } from './chosen-files.tsx';
export { chooseFiles, cleanFileName } from './file-choice.ts';
export { MessageFiles } from './message-files.tsx';
export { uploadFile } from './uploads.ts';
export { openFileViews } from './views.ts';

adoptStyles(styles);
