import { render } from 'preact';
import { App } from './app.js';
import './styles/tokens.css';
import './styles/base.css';
import './styles/ui.css';

const place = document.getElementById('app');
if (place) render(<App />, place);
