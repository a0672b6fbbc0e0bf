//! Models by name on a hub of models: fetched by its client into the cache that other tools share, and verified. Without the
//! feature `hub` only their names are known.

#[cfg(feature = "hub")]
use std::path::Path;
use std::path::PathBuf;

#[cfg(feature = "hub")]
use hf_hub::api::sync::ApiBuilder;
#[cfg(feature = "hub")]
use hf_hub::{Cache, Repo, RepoType};
#[cfg(feature = "hub")]
use sha1::Sha1;
#[cfg(feature = "hub")]
use sha2::Sha256;

use crate::error::{Error, Result};
#[cfg(feature = "hub")]
use crate::hash::digest;

/// The revision where none is given.
const MAIN: &str = "main";

/// A model on the hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HubName {
    /// `owner/name`.
    pub repository: String,
    /// A commit, a tag or a branch.
    pub revision: String,
}

impl HubName {
    /// Reads `owner/name` or `owner/name@revision`; none where it can be no such name.
    pub fn parse(source: &str) -> Option<Self> {
        let (repository, revision) = source.split_once('@').unwrap_or((source, MAIN));
        let (owner, name) = repository.split_once('/')?;
        let usable = |part: &str| {
            !part.is_empty()
                && !part.starts_with('.')
                && part.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
        };
        // branches may have more parts; of each the cache makes a folder
        let fits = usable(owner) && usable(name) && revision.split('/').all(usable);
        fits.then(|| HubName { repository: repository.to_owned(), revision: revision.to_owned() })
    }

    fn fault(&self, reason: String) -> Error {
        Error::Model { name: format!("{}@{}", self.repository, self.revision), reason }
    }

    /// Nothing can be fetched.
    ///
    /// # Errors
    /// Always [`Error::Model`].
    #[cfg(not(feature = "hub"))]
    pub fn file(&self, _: &[&str]) -> Result<PathBuf> {
        Err(self.fault("this program was built without the hub; give a folder".to_owned()))
    }
}

#[cfg(feature = "hub")]
impl HubName {
    /// The path of the first of these files that the model has: in the cache, else fetched from the hub.
    ///
    /// # Errors
    /// [`Error::Model`] that says what is missing and where it was looked for; and where what is there is not what the
    /// hub says.
    pub fn file(&self, names: &[&str]) -> Result<PathBuf> {
        let repository = || Repo::with_revision(self.repository.clone(), RepoType::Model, self.revision.clone());
        let cache = Cache::from_env();
        let cached = names.iter().find_map(|name| cache.repo(repository()).get(name));
        let path = match cached {
            Some(path) => path,
            None => {
                let api = ApiBuilder::from_env().build().map_err(|e| self.fault(e.to_string()))?;
                let hub = api.repo(repository());
                let mut reason = String::new();
                let fetched = names.iter().find_map(|name| match hub.download(name) {
                    Ok(path) => Some(path),
                    Err(error) => {
                        reason = format!("{} gives: {error}", hub.url(name));
                        None
                    }
                });
                fetched.ok_or_else(|| {
                    self.fault(format!("{} is not in {}, and {reason}", names.join(" or "), cache.path().display()))
                })?
            }
        };
        self.verify(&path)?;
        Ok(path)
    }

    /// The cache keeps a file under the hash that the hub stated: SHA-256 of large files, Git's hash of the others.
    fn verify(&self, path: &Path) -> Result<()> {
        let read = |source| Error::Read { path: path.to_owned(), source };
        let kept = path.canonicalize().map_err(read)?;
        let stated = kept.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let found = match stated.len() {
            64 => digest::<Sha256>(&kept, b""),
            40 => {
                let length = kept.metadata().map_err(read)?.len();
                digest::<Sha1>(&kept, format!("blob {length}\0").as_bytes())
            }
            _ => return Err(self.fault(format!("{} is not kept under a hash to verify it by", path.display()))),
        };
        let found = found.map_err(read)?;
        if found == stated {
            return Ok(());
        }
        Err(self.fault(format!(
            "{} has the hash {found}, not {stated}; delete it, and it is fetched again",
            kept.display()
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_paths() {
        let name = HubName::parse("varsia-lab/tone.v2@9f3c").expect("a name");
        assert_eq!((name.repository.as_str(), name.revision.as_str()), ("varsia-lab/tone.v2", "9f3c"));
        assert_eq!(HubName::parse("a/b").expect("a name").revision, "main");
        assert_eq!(HubName::parse("a/b@refs/pr/1").expect("a name").revision, "refs/pr/1");
        for path in ["folder", "./a/b", "../a", "/a/b", "a/b/c", "a/", "a/b@", "a b/c", "a/..", "a/b@../c"] {
            assert_eq!(HubName::parse(path), None, "{path}");
        }
    }

    #[cfg(not(feature = "hub"))]
    #[test]
    fn a_program_without_the_hub_says_so() {
        let error = HubName::parse("a/b").expect("a name").file(&["config.json"]).expect_err("nothing is fetched");
        assert!(error.chain().contains("a/b@main: this program was built without the hub"), "{error}");
    }
}
