//! Names in a row, as people say them.

/// "Kay", "Kay and Lou", "Kay, Lou and Max"; "nobody" for none.
pub fn list(names: &[&str]) -> String {
    match names {
        [] => "nobody".to_owned(),
        [one] => (*one).to_owned(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_listed_as_they_are_spoken() {
        assert_eq!(list(&[]), "nobody");
        assert_eq!(list(&["Kay"]), "Kay");
        assert_eq!(list(&["Kay", "Lou"]), "Kay and Lou");
        assert_eq!(list(&["Kay", "Lou", "Max"]), "Kay, Lou and Max");
    }
}
