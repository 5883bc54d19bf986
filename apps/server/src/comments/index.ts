export { Comments } from './comments.ts';
export { type CommentsFeature, createComments } from './create-comments.ts';
export { waitingJob } from './telling.ts';
