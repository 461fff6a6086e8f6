//! The picture of who acts on whom, as SVG inside the page.

use std::fmt::Write as _;

use super::layout::{Curve, Drawing, Point, Shape, draw};
use super::parties::{Arrow, Relations, relations};
use super::report::Report;
use crate::page::escaped;
use crate::plain::type_words;

/// Appends the picture, where the article has at least one party that acts or is acted upon.
pub(super) fn write_picture(report: &Report<'_>, out: &mut String) {
    let relations = relations(report);
    if relations.parties.is_empty() {
        return;
    }
    out.push_str("<figure class=\"wide\" aria-labelledby=\"whom\"><h2 id=\"whom\">Who acts on whom</h2>");
    write_svg(report, &relations, Shape::Wide, "picture", out);
    write_svg(report, &relations, Shape::Narrow, "narrow", out);
    out.push_str("<figcaption>Each arrow is one type of event and leads to it; <b>×2</b> counts reports in this article. Dashed: planned, possible or denied. Heads at both ends: both act. Words under a box: what it does with nobody named at the other end.");
    if relations.parties.len() < relations.party_count {
        let _ = write!(out, " The {} most frequent of {} parties are shown.", relations.parties.len(), relations.party_count);
    }
    out.push_str("</figcaption>");
    legend(out);
    out.push_str("</figure>\n");
}

fn legend(out: &mut String) {
    out.push_str("<ul class=\"legend\">");
    for quad in 1..=4 {
        let _ = write!(out, "<li><span class=\"chip q{quad}\">{}</span></li>", crate::plain::quad_words(quad));
    }
    out.push_str("</ul>");
}

fn write_svg(report: &Report<'_>, relations: &Relations, shape: Shape, class: &str, out: &mut String) {
    let drawing = draw(relations, shape);
    let Drawing { width, height, .. } = drawing;
    let _ = write!(out, "<svg class=\"{class}\" viewBox=\"0 0 {width} {height}\" aria-label=\"who acts on whom\" role=\"group\">");
    for (arrow, curve) in relations.arrows.iter().zip(&drawing.curves) {
        write_arrow(report, relations, arrow, curve, out);
    }
    // labels over all lines, boxes over all
    for (arrow, curve) in relations.arrows.iter().zip(&drawing.curves) {
        let Point { x, y } = curve.label_at;
        let _ = write!(
            out,
            "<a href=\"#e{}\" class=\"edge q{}\" tabindex=\"-1\" aria-hidden=\"true\"><text x=\"{x:.1}\" y=\"{:.1}\">{}</text></a>",
            arrow.events[0],
            arrow.quad,
            y + 4.0,
            curve.label
        );
    }
    for (party, node) in relations.parties.iter().zip(&drawing.nodes) {
        let (left, top) = (node.centre.x - node.width / 2.0, node.centre.y - node.height / 2.0);
        let _ = write!(
            out,
            "<g class=\"node{}\"><title>{}</title><rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"6\"/>",
            if party.is_nobody { " nobody" } else { "" },
            escaped(&party.label),
            node.width,
            node.height
        );
        for (number, line) in node.lines.iter().enumerate() {
            let y = top + 6.0 + 16.0 * number as f64 + 12.5;
            let _ = write!(out, "<text x=\"{:.1}\" y=\"{y:.1}\">{}</text>", node.centre.x, escaped(line));
        }
        if let Some(&(_, quad)) = party.alone.first() {
            let types: Vec<&str> = party.alone.iter().map(|(event_type, _)| event_type.code()).collect();
            let y = top + node.height + 14.0;
            let _ = write!(out, "<text class=\"alone q{quad}\" x=\"{:.1}\" y=\"{y:.1}\">{}</text>", node.centre.x, types.join(", "));
        }
        out.push_str("</g>");
    }
    out.push_str("</svg>");
}

fn write_arrow(report: &Report<'_>, relations: &Relations, arrow: &Arrow, curve: &Curve, out: &mut String) {
    let Curve { start, bend, end, .. } = curve;
    let ids: Vec<String> = arrow.events.iter().map(|n| format!("e{n}")).collect();
    let names: Vec<String> = arrow.events.iter().map(|&n| escaped(&report.view.record.events[n].id)).collect();
    let sides = |n: usize| escaped(&relations.parties[n].label);
    let _ = write!(
        out,
        "<a href=\"#{}\" class=\"edge q{}{}\" data-in=\"{ids}\" data-to=\"{ids}\"><title>{} {} {}: {}, {} ({})</title>",
        ids[0],
        arrow.quad,
        if arrow.is_unreal { " dash" } else { "" },
        sides(arrow.from),
        if arrow.is_mutual { "↔" } else { "→" },
        sides(arrow.to),
        arrow.event_type,
        type_words(arrow.event_type),
        names.join(", "),
        ids = ids.join(" "),
    );
    let _ =
        write!(out, "<path class=\"line\" d=\"M{:.1} {:.1}Q{:.1} {:.1} {:.1} {:.1}\"/>", start.x, start.y, bend.x, bend.y, end.x, end.y);
    write_head(*bend, *end, out);
    if arrow.is_mutual {
        write_head(*bend, *start, out);
    }
    out.push_str("</a>");
}

/// The head of an arrow that comes from `bend` and ends at `tip`.
fn write_head(bend: Point, tip: Point, out: &mut String) {
    let length = (tip.x - bend.x).hypot(tip.y - bend.y).max(1e-6);
    let (dx, dy) = ((tip.x - bend.x) / length, (tip.y - bend.y) / length);
    let (back, aside) = (9.0, 4.5);
    let base = Point { x: tip.x - dx * back, y: tip.y - dy * back };
    let _ = write!(
        out,
        "<path class=\"head\" d=\"M{:.1} {:.1}L{:.1} {:.1}L{:.1} {:.1}Z\"/>",
        tip.x,
        tip.y,
        base.x - dy * aside,
        base.y + dx * aside,
        base.x + dy * aside,
        base.y - dx * aside
    );
}
