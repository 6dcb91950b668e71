/** A report about a fit: what it says, and the page that says it. */
export { reportData } from './data.js';
export { reportPage } from './page.js';
