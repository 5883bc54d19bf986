/** The floor of HTTP: reads a POST, parses it, answers. Nothing is stored. */
import { serveViews } from './serve-views.ts';

serveViews((_view, answer) => answer());
