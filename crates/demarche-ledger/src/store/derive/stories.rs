//! Stories over the tables `near`, `stories`, `story_steps` and `documents`.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension as _, params};

use super::lately::Lately;
use super::{copies, number};
use crate::copies::family::Placed;
use crate::copies::minhash::{Key, Planes};
use crate::error::{Doing as _, LedgerError};
use crate::report::{Article, DocumentId};
use crate::store::rows;
use crate::stories::clusters::{self, Change};
use crate::stories::decisions::{Decision, StoryId};
use crate::stories::story::{Story, Subject};

/// Room of stories in `near`.
const ROOM: i64 = 2;

/// Puts a document into its story.
pub(super) fn place(
    connection: &Connection,
    planes: &Planes,
    kept: &mut Kept,
    article: &Article,
    placed: &Placed,
) -> Result<(), LedgerError> {
    let document = article.id;
    let change = match placed.membership.copy_of() {
        Some(first) => clusters::follow(document, first),
        None => clusters::place(Subject::of(article), planes, &Shelf { connection, kept: RefCell::new(kept) })?,
    };
    keep(connection, document, &change)?;
    kept.follow(change);
    Ok(())
}

/// Stories that were looked at lately.
#[derive(Debug, Default)]
pub(super) struct Kept {
    stories: Lately<StoryId, Arc<Story>>,
    of: Lately<DocumentId, StoryId>,
    /// Those that are not yet written; they are held.
    changed: BTreeSet<StoryId>,
}

/// Stories that are remembered of each age: they take some 8 kB each.
const MOST_STORIES: usize = 6_000;
/// Documents of each age of which the story is remembered.
const MOST_DOCUMENTS: usize = 200_000;

impl Kept {
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Lets go of what was not asked for for long. To be called between batches, when all is written.
    pub(super) fn age(&mut self) {
        self.stories.age(MOST_STORIES);
        self.of.age(MOST_DOCUMENTS);
    }

    /// Follows the steps that were written.
    fn follow(&mut self, change: Change) {
        for decision in &change.decisions {
            match decision {
                Decision::Opened { story, document } | Decision::Joined { story, document, .. } => self.of.insert(*document, *story),
                Decision::Followed { .. } => {}
                Decision::Merged { into, from, .. } => {
                    self.stories.remove(from);
                    self.changed.remove(from);
                    self.of.values_mut().filter(|story| **story == *from).for_each(|story| *story = *into);
                }
                // copies go with their originals
                Decision::Split { .. } => self.of = Lately::default(),
            }
        }
        for (id, story) in change.stories {
            self.stories.insert(id, Arc::new(story));
            self.changed.insert(id);
        }
    }

    /// Writes the stories that changed.
    pub(super) fn write(&mut self, connection: &Connection) -> Result<(), LedgerError> {
        let changed = std::mem::take(&mut self.changed);
        changed.iter().filter_map(|id| self.stories.get(id)).try_for_each(|story| write(connection, story))
    }
}

fn keep(connection: &Connection, document: DocumentId, change: &Change) -> Result<(), LedgerError> {
    for decision in &change.decisions {
        let opens = match decision {
            Decision::Opened { story, .. } | Decision::Split { story, .. } => Some(story.0),
            _ => None,
        };
        let sql = "INSERT INTO story_steps (document, opens, body) VALUES (?1, ?2, ?3)";
        let mut insert = connection.prepare_cached(sql).doing("note a story's step")?;
        insert.execute(params![document.0, opens, rows::json(decision)]).doing("note a story's step")?;
        assign(connection, decision)?;
        if let Decision::Merged { from, .. } = decision {
            connection.execute("DELETE FROM stories WHERE id = ?1", [from.0]).doing("merge stories")?;
        }
    }
    copies::put(connection, ROOM, document, &change.keys)
}

fn write(connection: &Connection, story: &Story) -> Result<(), LedgerError> {
    let sql = "INSERT INTO stories (id, body) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET body = excluded.body";
    let mut insert = connection.prepare_cached(sql).doing("store a story")?;
    insert.execute(params![story.id.0, rows::packed(story)]).map(drop).doing("store a story")
}

/// Applies a step to `documents.story`.
fn assign(connection: &Connection, decision: &Decision) -> Result<(), LedgerError> {
    let run = |sql: &str, values: &[u64]| -> Result<(), LedgerError> {
        let mut update = connection.prepare_cached(sql).doing("note a story")?;
        update.execute(rusqlite::params_from_iter(values)).map(drop).doing("note a story")
    };
    match decision {
        Decision::Opened { story, document } | Decision::Joined { story, document, .. } => {
            run("UPDATE documents SET story = ?2 WHERE id = ?1", &[document.0, story.0])
        }
        Decision::Followed { document, first } => {
            run("UPDATE documents SET story = (SELECT story FROM documents WHERE id = ?2) WHERE id = ?1", &[document.0, first.0])
        }
        Decision::Merged { into, from, .. } => run("UPDATE documents SET story = ?2 WHERE story = ?1", &[from.0, into.0]),
        Decision::Split { story, documents, .. } => {
            documents.iter().try_for_each(|d| run("UPDATE documents SET story = ?2 WHERE family = ?1", &[d.0, story.0]))
        }
    }
}

/// Takes back the steps of a document and of all after it; where there are any, all stories are made again from the steps before.
pub(super) fn forget(connection: &Connection, from: DocumentId) -> Result<(), LedgerError> {
    connection.execute("UPDATE documents SET story = NULL WHERE id >= ?1", [from.0]).doing("forget stories")?;
    let gone = connection.execute("DELETE FROM story_steps WHERE document >= ?1", [from.0]).doing("forget stories")?;
    if gone == 0 {
        return Ok(());
    }
    connection.execute("DELETE FROM stories", []).doing("forget stories")?;
    let mut stories: BTreeMap<StoryId, Story> = BTreeMap::new();
    let mut select = connection.prepare("SELECT body FROM story_steps ORDER BY number").doing("read a story's steps")?;
    let rows = select.query_map([], |row| row.get::<_, String>(0)).doing("read a story's steps")?;
    for row in rows {
        let damaged = |e| LedgerError::Damaged { what: format!("a story's step: {e}") };
        let decision: Decision = serde_json::from_str(&row.doing("read a story's steps")?).map_err(damaged)?;
        replay(connection, &mut stories, &decision)?;
        assign(connection, &decision)?;
    }
    stories.values().try_for_each(|story| write(connection, story))
}

/// Applies a step to the stories.
fn replay(connection: &Connection, stories: &mut BTreeMap<StoryId, Story>, decision: &Decision) -> Result<(), LedgerError> {
    let subject = |document: DocumentId| {
        let article = rows::article(connection, document)?;
        let article = article.ok_or_else(|| LedgerError::NoDocument { document: document.0.to_string() })?;
        Ok::<_, LedgerError>(Subject::of(&article))
    };
    let absent = |id: &StoryId| LedgerError::Damaged { what: format!("story {} has no beginning", id.0) };
    match decision {
        Decision::Opened { story, document } => {
            stories.insert(*story, Story::open(*story, subject(*document)?));
        }
        Decision::Joined { story, document, .. } => stories.get_mut(story).ok_or_else(|| absent(story))?.add(subject(*document)?),
        Decision::Followed { .. } => {}
        Decision::Merged { into, from, .. } => {
            let gone = stories.remove(from).ok_or_else(|| absent(from))?;
            stories.get_mut(into).ok_or_else(|| absent(into))?.merge(gone);
        }
        Decision::Split { from, story, documents, .. } => {
            let mut leaving = stories.get_mut(from).ok_or_else(|| absent(from))?.remove(documents).into_iter();
            if let Some(first) = leaving.next() {
                let mut new = Story::open(*story, first);
                leaving.for_each(|s| new.add(s));
                stories.insert(*story, new);
            }
        }
    }
    Ok(())
}

struct Shelf<'c> {
    connection: &'c Connection,
    kept: RefCell<&'c mut Kept>,
}

impl clusters::Shelf for Shelf<'_> {
    type Error = LedgerError;

    fn under(&self, key: Key, most: usize, found: &mut Vec<DocumentId>) -> Result<(), LedgerError> {
        copies::under(self.connection, ROOM, key, most, found)
    }

    fn story_of(&self, document: DocumentId) -> Result<Option<StoryId>, LedgerError> {
        let mut kept = self.kept.borrow_mut();
        if kept.of.hold(document) {
            return Ok(kept.of.get(&document).copied());
        }
        let found = number(self.connection, "SELECT story FROM documents WHERE id = ?1", document)?.map(StoryId);
        if let Some(story) = found {
            kept.of.insert(document, story);
        }
        Ok(found)
    }

    fn story(&self, id: StoryId) -> Result<Option<Arc<Story>>, LedgerError> {
        let mut kept = self.kept.borrow_mut();
        if kept.stories.hold(id) {
            return Ok(kept.stories.get(&id).map(Arc::clone));
        }
        let mut select = self.connection.prepare_cached("SELECT body FROM stories WHERE id = ?1").doing("read a story")?;
        let found = select.query_row([id.0], |row| row.get::<_, Vec<u8>>(0)).optional().doing("read a story")?;
        let found: Option<Story> = found.map(|bytes| rows::unpacked(&bytes, || format!("story {}", id.0))).transpose()?;
        let found = found.map(Arc::new);
        if let Some(story) = &found {
            kept.stories.insert(id, Arc::clone(story));
        }
        Ok(found)
    }

    fn taken(&self, story: Arc<Story>) -> Story {
        self.kept.borrow_mut().stories.remove(&story.id);
        Arc::unwrap_or_clone(story)
    }

    fn next(&self) -> Result<StoryId, LedgerError> {
        // merged ones are gone, and their numbers are not given again
        let sql = "SELECT 1 + coalesce(max(opens), 0) FROM story_steps";
        let mut select = self.connection.prepare_cached(sql).doing("number a story")?;
        select.query_row([], |row| row.get(0).map(StoryId)).doing("number a story")
    }
}
