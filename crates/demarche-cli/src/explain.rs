//! `demarche explain`: how the record of one document came about.

use std::io::{self, IsTerminal as _};

use demarche::document::Document;
use demarche::reader::Scratch;
use demarche_input::{InputError, Inputs};
use demarche_output::html::explanation_page;
use demarche_output::jsonl::write_explanation;
use demarche_output::text::{TextStyle, render_explanation};

use crate::args::{ColorWhen, ExplainArgs, ExplainFormat};
use crate::code::input_options;
use crate::error::{Exit, UserError};
use crate::messages::{Messages, wants_color};
use crate::model_files::load_reader;
use crate::shell::print;

/// Explains one document.
///
/// # Errors
/// Where no one document is meant; a document that cannot be read is a message and an exit code.
pub fn explain(args: &ExplainArgs) -> anyhow::Result<Exit> {
    let reader = load_reader(&args.model, &args.packs)?.reader;
    let mut inputs = Inputs::open(std::slice::from_ref(&args.file), &input_options(&args.columns, args.published, true));
    let found = match &args.id {
        Some(id) => named(&mut inputs, id, args)?,
        None => only(&mut inputs, args)?,
    };
    let doc = match found {
        Ok(doc) => doc,
        Err(error) => {
            Messages::plain().error(&error, error.hint().as_deref());
            return Ok(Exit::SomeFailed);
        }
    };
    let explanation = reader.explain(&doc, &mut Scratch::default());
    let mut out = Vec::new();
    match if args.json { ExplainFormat::Json } else { args.format } {
        ExplainFormat::Json => write_explanation(&explanation, &mut out)?,
        ExplainFormat::Html => out = explanation_page(&explanation).into_bytes(),
        ExplainFormat::Text => out = render_explanation(&explanation, style()).into_bytes(),
    }
    print(&out)
}

/// The one document that there is.
fn only(inputs: &mut Inputs, args: &ExplainArgs) -> Result<Result<Document, InputError>, UserError> {
    let file = args.file.display();
    let Some(first) = inputs.next_row() else {
        return Err(UserError::usage(format!("`{file}` holds no document")).hint("name a file with a text in it"));
    };
    if let Some(second) = inputs.next_row() {
        let example = [&first, &second].into_iter().flatten().map(|row| row.id.as_str()).next().unwrap_or("ID");
        return Err(UserError::usage(format!("`{file}` holds several documents")).hint(format!("choose one, as in --id '{example}'")));
    }
    let options = inputs.options();
    Ok(first.and_then(|row| row.into_document(options)))
}

/// The first document with this id; what cannot be read before it is passed over.
fn named(inputs: &mut Inputs, id: &str, args: &ExplainArgs) -> Result<Result<Document, InputError>, UserError> {
    let mut others: Vec<String> = Vec::new();
    let mut failed = None;
    while let Some(row) = inputs.next_row() {
        match row {
            Ok(row) if row.id == id => return Ok(row.into_document(inputs.options())),
            Ok(row) if others.len() < 3 => others.push(format!("`{}`", row.id)),
            Ok(_) => {}
            Err(error) => {
                failed.get_or_insert(error);
            }
        }
    }
    let hint = match failed {
        // nothing could be read: that is the news
        Some(error) if others.is_empty() => return Ok(Err(error)),
        _ if others.is_empty() => "it holds none at all".to_owned(),
        _ => format!("its first are {}", others.join(", ")),
    };
    Err(UserError::usage(format!("`{}` holds no document with the id `{id}`", args.file.display())).hint(hint))
}

fn style() -> TextStyle {
    let default = TextStyle::default();
    let width = console::Term::stdout().size_checked().map_or(default.width, |(_, columns)| usize::from(columns));
    TextStyle { width: width.min(default.width), color: wants_color(ColorWhen::Auto, io::stdout().is_terminal()) }
}
