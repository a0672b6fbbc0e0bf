//! Numbers of lines, as depositions and printed interviews have them: each line begins with the next number, or with 1
//! again on a new page.

/// Fewer numbered lines are a list.
const LEAST: usize = 3;

/// The bytes of the number before each line with the space behind it; all are 0 where the lines are not numbered.
pub fn numbers(lines: &[&str]) -> Vec<usize> {
    let found: Vec<Option<(usize, usize)>> = lines.iter().map(|line| number(line)).collect();
    let used = lines.iter().filter(|line| !line.is_empty()).count();
    let numbered: Vec<usize> = found.iter().flatten().map(|(number, _)| *number).collect();
    let follow = |pair: &[usize]| pair[1] == pair[0] + 1 || pair[1] == 1;
    let in_order = numbered.windows(2).filter(|pair| follow(pair)).count();
    let enough =
        numbered.len() >= LEAST && numbered.len() * 10 >= used * 7 && (in_order + 1) * 10 >= numbered.len() * 9;
    if !enough || numbered.first().is_none_or(|first| *first > 1) && numbered.len() < 2 * LEAST {
        return vec![0; lines.len()];
    }
    found.into_iter().map(|found| found.map_or(0, |(_, bytes)| bytes)).collect()
}

/// "12   " and "12. " at the start of a line: the number, and how many bytes it takes.
fn number(line: &str) -> Option<(usize, usize)> {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = line.len() - rest.len();
    let number = line[..digits].parse().ok().filter(|_| digits <= 5)?;
    if rest.is_empty() {
        return Some((number, digits));
    }
    let words = rest.strip_prefix(['.', ')', ':', '|']).unwrap_or(rest);
    let space = words.len() - words.trim_start().len();
    (space > 0).then_some((number, line.len() - words.len() + space))
}
