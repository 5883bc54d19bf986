/** Every limit that both ends of the wire must agree on. Sizes in bytes, lengths in UTF-16 units, times in milliseconds. */
export const limits = {
  /** Longest message or note after cleaning. */
  messageChars: 8_000,
  /** Longest rating comment. */
  ratingCommentChars: 1_000,
  /** Longest visitor name or e-mail address typed in the messenger. */
  visitorNameChars: 120,
  /** Largest body of a tag request. */
  tagBodyBytes: 32_768,
  /** Largest JSON body elsewhere. */
  jsonBodyBytes: 65_536,
  /** Largest socket frame from a client. */
  frameBytes: 4_096,
  /** A socket that has not said hello by then is closed. */
  helloMs: 5_000,
  /** Server's ping interval on sockets; carries the heads. */
  socketHeartbeatMs: 25_000,
  /** Bytes that may wait on a slow consumer's socket before it is dropped. */
  socketBacklogBytes: 1_048_576,
  /** Streams that one socket may follow. */
  subscriptionsPerSocket: 200,
  /** Socket frames a client may send in ten seconds. */
  framesPerTenSeconds: 120,
  /** Interval of the tag's heartbeats while the page is visible. */
  beatMs: 25_000,
  /** A visitor without a heartbeat for this long has left. */
  presenceMs: 60_000,
  /** Life of a socket token; the workspace reads the server's clock from its end. */
  socketTokenMs: 60_000,
  /** Life of an access token. */
  accessTokenMs: 600_000,
  /** Life of what lets a page's hand-offs bring its conversation along. */
  handoffProofMs: 3_600_000,
  /** How long a hand-off that was redeemed offers its conversation. */
  continuationMs: 86_400_000,
  /** Events in one page of `GET …/events`. */
  eventsPage: 100,
  /** Conversations in one list answer. */
  conversationsPage: 50,
  /** Longest stored URL and title. */
  urlChars: 2_048,
  titleChars: 300,
  /** Attributes and sections of a page. */
  attributesPerPage: 50,
  attributeChars: 500,
  sectionsPerPage: 10,
  /** A typing mark is forgotten after this long without another. */
  typingMs: 6_000,
  /** Largest file, and how many a message takes. */
  fileBytes: 20_971_520,
  filesPerMessage: 10,
  fileNameChars: 120,
  /** Bytes of a file that one request carries. */
  uploadChunkBytes: 1_048_576,
  /** Life of a signed address on the files origin. */
  fileLinkMs: 300_000,
  /** An upload that no message has named by then is deleted. */
  unclaimedUploadMs: 86_400_000,
  /** Longest signed token of a site's own login (JWT), in characters, and the longest life that one may have. */
  identityTokenChars: 8_192,
  identityTokenMs: 3_600_000,
  /** Life of a doctor's code, and how many checks it is good for. */
  doctorCodeMs: 900_000,
  doctorChecks: 20,
  /** Longest title, summary and text of an article, and how deep its parts may lie in each other. */
  articleTitleChars: 160,
  articleSummaryChars: 300,
  articleChars: 200_000,
  articleDepth: 40,
  /** Longest comment on an article, and name beneath it. */
  commentChars: 2_000,
  commentNameChars: 60,
  /** Body of a request that carries an article's text. */
  articleBodyBytes: 1_048_576,
  slugChars: 80,
  /** What somebody may write why an article did not help. */
  voteCommentChars: 1_000,
  /** Groups of a site's users, and the longest name of one. */
  groupsPerSite: 100,
  groupNameChars: 60,
  /** Largest picture that a help center's logo is made of, links in its header and footer, and the longest label. */
  logoBytes: 2_097_152,
  headerLinks: 5,
  footerLinks: 12,
  linkLabelChars: 40,
  linkUrlChars: 500,
  /** An import of articles: the archive, all that is in it, how many files that may be, and problems that are told. */
  importBytes: 52_428_800,
  importContentBytes: 524_288_000,
  importFiles: 40_000,
  transferProblems: 500,
  /** As much of a search as is looked at. */
  searchChars: 200,
  /** A contact form: its subject, an answer, a label, how many fields and choices. */
  subjectChars: 150,
  formAnswerChars: 1_000,
  formLabelChars: 120,
  formFields: 15,
  formChoices: 30,
  /** Keys that a messenger frame keeps and may exchange at once. */
  conversationKeys: 20,
} as const;
