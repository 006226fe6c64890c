//! Where the lines of a text begin, found once: a text may be long, and have many findings.

/// The lines of one text.
#[derive(Debug)]
pub(crate) struct Lines(Vec<usize>);

impl Lines {
    pub(super) fn of(text: &str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self(std::iter::once(0).chain(breaks.map(|(at, _)| at + 1)).collect())
    }

    /// The number of the line that a byte stands on, counted from 1, and the byte that it begins at.
    pub(crate) fn at(&self, byte: usize) -> (usize, usize) {
        let number = self.0.partition_point(|start| *start <= byte);
        (number, number.checked_sub(1).and_then(|it| self.0.get(it)).copied().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::Lines;

    #[test]
    fn a_byte_stands_on_the_line_that_begins_before_it() {
        let lines = Lines::of("a\n\nbc\n");
        let found = [0, 1, 2, 3, 4, 5, 6, 99].map(|byte| lines.at(byte));
        assert_eq!(found, [(1, 0), (1, 0), (2, 2), (3, 3), (3, 3), (3, 3), (4, 6), (4, 6)]);
    }
}
