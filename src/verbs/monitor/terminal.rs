//! A session live in the terminal.

use super::{Now, View};
use crate::output::thousands;
use entrain_model::{Diagnostic, Result};
use ratatui::crossterm::event::{self, Event, KeyCode, KeyModifiers};
use ratatui::layout::{Constraint, Layout};
use ratatui::style::{Color, Style};
use ratatui::text::Line;
use ratatui::widgets::{Block, Gauge, List, Paragraph, Row, Sparkline, Table};
use ratatui::{DefaultTerminal, Frame};
use std::collections::VecDeque;
use std::time::Duration;

/// Lines of news that are kept.
const NEWS: usize = 50;
/// Points of the accuracy's curve that are kept.
const POINTS: usize = 400;

/// The live view; the terminal is as before when it is dropped.
pub struct Terminal {
    terminal: DefaultTerminal,
    news: VecDeque<String>,
    /// Accuracy of the window, in tenths of a per cent.
    curve: VecDeque<u64>,
}

impl Terminal {
    /// Takes the terminal.
    pub fn open() -> Result<Terminal> {
        let terminal = ratatui::try_init().map_err(refused)?;
        Ok(Terminal { terminal, news: VecDeque::new(), curve: VecDeque::new() })
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        ratatui::restore();
    }
}

impl View for Terminal {
    fn show(&mut self, now: &Now) -> Result<bool> {
        if let Some(accuracy) = now.status.window_accuracy {
            self.curve.push_back((1000.0 * accuracy) as u64);
            self.curve.drain(..self.curve.len().saturating_sub(POINTS));
        }
        let (news, curve): (Vec<&str>, Vec<u64>) = (self.news.iter().map(String::as_str).collect(), self.curve.iter().copied().collect());
        self.terminal.draw(|frame| draw(frame, now, &news, &curve)).map_err(refused)?;
        while event::poll(Duration::ZERO).map_err(refused)? {
            if let Event::Key(key) = event::read().map_err(refused)? {
                let interrupt = key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL);
                if interrupt || matches!(key.code, KeyCode::Char('q') | KeyCode::Esc) {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    fn tell(&mut self, news: &str) {
        self.news.push_front(news.into());
        self.news.truncate(NEWS);
    }
}

fn refused(error: std::io::Error) -> Diagnostic {
    Diagnostic::new(format!("the terminal cannot be drawn on: {error}")).help("--plain prints lines instead")
}

fn draw(frame: &mut Frame, now: &Now, news: &[&str], curve: &[u64]) {
    let status = &now.status;
    let layers = status.updates.len() as u16;
    let heights = [Constraint::Length(3), Constraint::Length(4), Constraint::Length(layers + 3), Constraint::Min(5), Constraint::Min(3)];
    let [top, numbers, table, plot, below] = Layout::vertical(heights).areas(frame.area());
    let percent = |share: Option<f64>| share.map_or("-".into(), |share| format!("{:.1} %", 100.0 * share));
    let done = now.wanted.map_or(0.0, |wanted| status.samples as f64 / wanted.max(1) as f64);
    let wanted = now.wanted.map_or_else(|| "as they come".into(), |wanted| format!("of {}", thousands(wanted)));
    let label = format!("{} {wanted}  {:.0} a second", thousands(status.samples), now.rate());
    let gauge =
        Gauge::default().block(Block::bordered().title(format!(" {}  (q stops) ", now.title))).ratio(done.clamp(0.0, 1.0)).label(label);
    frame.render_widget(gauge, top);
    let good = status.differences == 0;
    let lines = vec![
        Line::from(format!(
            "right {}, window {}, best window {}   learned {}   saturations {}   revivals {}",
            percent(status.accuracy),
            percent(status.window_accuracy),
            percent(status.best_window),
            thousands(status.learned),
            thousands(status.saturations),
            thousands(status.revivals)
        )),
        Line::from(format!(
            "{}   {}   {}",
            if good {
                "every answer is the golden model's".into()
            } else {
                format!("{} answers are NOT the golden model's", status.differences)
            },
            if status.alarm { "DRIFT" } else { "no drift" },
            super::super::selftest::line_text(&now.traffic, None)
        )),
    ];
    let colour = if !good || status.alarm { Color::Red } else { Color::Reset };
    frame.render_widget(Paragraph::new(lines).style(Style::new().fg(colour)).block(Block::bordered()), numbers);
    let row = |layer: usize| {
        let cells = [thousands(status.updates[layer]), thousands(status.skips[layer]), format!("{:.3}", status.synchrony[layer])];
        Row::new([[(layer + 1).to_string()].as_slice(), &cells].concat())
    };
    let widths = [Constraint::Length(7), Constraint::Length(14), Constraint::Length(14), Constraint::Length(12)];
    let rows = (0..layers as usize).map(row);
    let header = Row::new(["layer", "updates", "skipped", "synchrony"]).style(Style::new().bold());
    frame.render_widget(Table::new(rows, widths).header(header).block(Block::bordered()), table);
    let shown = &curve[curve.len().saturating_sub(plot.width.saturating_sub(2) as usize)..];
    let title = " right in the window ";
    frame.render_widget(Sparkline::default().block(Block::bordered().title(title)).data(shown).max(1000), plot);
    frame.render_widget(List::new(news.iter().copied()).block(Block::bordered().title(" news ")), below);
}
