/** Letters of charts, as large as the page's small print. */
export const CHART_STYLE = { background: 'none', fontSize: '12px' };
