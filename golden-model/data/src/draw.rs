//! Test rows drawn by chance.

use entrain_model::diagnostic::{Diagnostic, Result};
use entrain_model::network::{Network, Part, Share};
use entrain_model::rule::XorShift32;

/// Which rows test: of each label its share, or whole groups.
///
/// # Errors
/// A single group, which cannot be on both sides.
pub(super) fn draw(share: &Share, labels: &[usize], groups: Option<&[usize]>, network: &Network) -> Result<Vec<bool>> {
    // A generator that begins with 0 stays there.
    let mut random = XorShift32::new(share.seed ^ 0x2545_f491);
    match groups {
        None => Ok(by_label(share.test, labels, &mut random)),
        Some(groups) => by_group(share.test, labels, groups, &mut random).ok_or_else(|| {
            let name = share.by.as_deref().unwrap_or_default();
            let message = format!("\"{name}\" has one value in all rows, which cannot both train and test");
            network.point_at(Diagnostic::new(message), Part::SplitColumn, "at least two are needed")
        }),
    }
}

/// Of each label so many rows test; a label of one row trains.
fn by_label(share: f64, labels: &[usize], random: &mut XorShift32) -> Vec<bool> {
    let mut test = vec![false; labels.len()];
    let mut rows: Vec<Vec<usize>> = Vec::new();
    for (row, &label) in labels.iter().enumerate() {
        if rows.len() <= label {
            rows.resize(label + 1, Vec::new());
        }
        rows[label].push(row);
    }
    for mut rows in rows {
        random.shuffle(&mut rows);
        let most = rows.len().saturating_sub(1);
        let count = ((rows.len() as f64 * share).round() as usize).clamp(1.min(most), most);
        rows[..count].iter().for_each(|&row| test[row] = true);
    }
    test
}

/// Whole groups test, as many rows as come nearest to the share. No label loses its last training row while another group can test.
fn by_group(share: f64, labels: &[usize], groups: &[usize], random: &mut XorShift32) -> Option<Vec<bool>> {
    let count = groups.iter().max().map_or(0, |&last| last + 1);
    if count < 2 {
        return None;
    }
    let kinds = labels.iter().max().map_or(0, |&last| last + 1);
    let mut rows = vec![vec![0usize; kinds]; count];
    groups.iter().zip(labels).for_each(|(&group, &label)| rows[group][label] += 1);
    let size = |group: usize| rows[group].iter().sum::<usize>();
    let mut left: Vec<usize> = (0..kinds).map(|label| rows.iter().map(|group| group[label]).sum()).collect();
    let mut order: Vec<usize> = (0..count).collect();
    random.shuffle(&mut order);
    let (wanted, mut taken, mut chosen) = (labels.len() as f64 * share, 0, vec![false; count]);
    for &group in &order {
        let near = taken as f64 + size(group) as f64 / 2.0 <= wanted;
        let leaves_all = rows[group].iter().zip(&left).all(|(rows, left)| *rows == 0 || rows < left);
        if near && leaves_all {
            chosen[group] = true;
            taken += size(group);
            left.iter_mut().zip(&rows[group]).for_each(|(left, rows)| *left -= rows);
        }
    }
    if taken == 0 {
        // The smallest group, which comes nearest.
        let smallest = order.into_iter().min_by_key(|&group| size(group))?;
        chosen[smallest] = true;
    }
    Some(groups.iter().map(|&group| chosen[group]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seed(seed: u32) -> XorShift32 {
        XorShift32::new(seed)
    }

    #[test]
    fn each_label_gives_its_share() {
        let labels: Vec<usize> = (0..100).map(|row| usize::from(row >= 80)).chain([2]).collect();
        let test = by_label(0.25, &labels, &mut seed(3));
        let drawn = |label: usize| labels.iter().zip(&test).filter(|(found, test)| **found == label && **test).count();
        assert_eq!([drawn(0), drawn(1), drawn(2)], [20, 5, 0]);
        assert_ne!(test, by_label(0.25, &labels, &mut seed(4)));
        assert_eq!(test, by_label(0.25, &labels, &mut seed(3)));
    }

    #[test]
    fn groups_stay_together_and_no_label_goes_with_them() {
        // Group 0 has the only rows of label 1.
        let groups: Vec<usize> = (0..120).map(|row| row / 10).collect();
        let labels: Vec<usize> = groups.iter().map(|&group| usize::from(group == 0)).collect();
        for number in 1..50 {
            let test = by_group(0.25, &labels, &groups, &mut seed(number)).expect("twelve groups");
            assert_eq!(test.iter().filter(|&&test| test).count(), 30);
            assert!(!test[0] && test.chunks(10).all(|group| group.iter().all(|&test| test == group[0])));
        }
        assert!(by_group(0.25, &[0, 0], &[0, 0], &mut seed(1)).is_none());
    }
}
