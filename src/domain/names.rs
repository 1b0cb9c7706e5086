//! Names in a row, as people say them.

/// "Kay", "Kay and Lou", "Kay, Lou and Max"; "nobody" for none.
pub fn list(names: &[&str]) -> String {
    match names {
        [] => "nobody".to_owned(),
        [one] => (*one).to_owned(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// A name as part of an id that is typed: "Jo Public" is `jo-public`. Never empty.
pub fn id(name: &str) -> String {
    let plain: String = name
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let parts: Vec<&str> = plain.split('-').filter(|p| !p.is_empty()).collect();
    if parts.is_empty() { "somebody".to_owned() } else { parts.join("-") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_becomes_an_id_that_can_be_typed() {
        for (name, wanted) in
            [("Jo Public", "jo-public"), ("Zoë O'Neil", "zo-o-neil"), ("陳", "somebody")]
        {
            assert_eq!(id(name), wanted);
        }
    }

    #[test]
    fn names_are_listed_as_they_are_spoken() {
        assert_eq!(list(&[]), "nobody");
        assert_eq!(list(&["Kay"]), "Kay");
        assert_eq!(list(&["Kay", "Lou"]), "Kay and Lou");
        assert_eq!(list(&["Kay", "Lou", "Max"]), "Kay, Lou and Max");
    }
}
