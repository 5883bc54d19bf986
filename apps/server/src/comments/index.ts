export { Comments } from './comments.ts';
export { type CommentsFeature, createComments } from './create-comments.ts';
export { newCommentsJob } from './telling.ts';
