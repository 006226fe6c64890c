//! Members of objects that the documents do not name.

use std::cell::Cell;
use std::fmt;

use serde_core::Serialize;
use serde_core::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// The members of an object that its document does not name, as the service wrote them.
///
/// They are written when the object is serialised, and read back from there, so that an archive loses nothing. A
/// request never has them, since the service refuses keys that it does not know: an object that was read and is given
/// to a request is sent without them.
///
/// ```
/// use generated_client::chats::ChatDetails;
/// use generated_client::serde_json;
///
/// let json = r#"{"data":{"chat_id":"CT_1","title":"Release room"}}"#;
/// let chat: ChatDetails = serde_json::from_str(json)?;
/// assert_eq!(chat.data.undocumented.get("title"), Some("Release room".into()));
/// assert_eq!(serde_json::to_string(&chat)?, json);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct UndocumentedMembers {
    /// An object as JSON, or nothing. Most objects have none of these members, and few programs look at those that
    /// there are: text costs one allocation, where a tree of values costs several for each member.
    json: Vec<u8>,
}

impl UndocumentedMembers {
    /// Whether the document names all members.
    pub fn is_empty(&self) -> bool {
        self.json.is_empty()
    }

    /// The member with this name.
    pub fn get(&self, name: &str) -> Option<Value> {
        self.to_map().remove(name)
    }

    /// All of them. Of several with one name, the last counts.
    pub fn to_map(&self) -> Map<String, Value> {
        serde_json::from_slice(&self.json).unwrap_or_default()
    }

    /// All of them as JSON.
    pub(crate) fn as_json(&self) -> &[u8] {
        if self.json.is_empty() { b"{}" } else { &self.json }
    }

    /// Begins a member, whose value comes next.
    pub(crate) fn begin<E: Error>(&mut self, name: &str) -> Result<(), E> {
        match self.json.last_mut() {
            Some(end) => *end = b',',
            None => self.json.push(b'{'),
        }
        write(&mut self.json, name)?;
        self.json.push(b':');
        Ok(())
    }

    /// Reads the value of the member that was begun.
    pub(crate) fn read_value<'de, A: MapAccess<'de>>(
        &mut self,
        map: &mut A,
    ) -> Result<(), A::Error> {
        map.next_value_seed(Transcriber(&mut self.json))?;
        self.json.push(b'}');
        Ok(())
    }
}

/// As JSON objects are equal: the order of the members does not count.
impl PartialEq for UndocumentedMembers {
    fn eq(&self, other: &Self) -> bool {
        self.json == other.json || self.to_map() == other.to_map()
    }
}

impl fmt::Debug for UndocumentedMembers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(&self.to_map()).finish()
    }
}

thread_local! {
    static ENCODING: Cell<bool> = const { Cell::new(false) };
}

/// Runs what writes a request: meanwhile objects are written as requests have them, and not for storage. Serde has no
/// other way to tell the one from the other.
pub(crate) fn encoding<T>(encode: impl FnOnce() -> T) -> T {
    /// Resets it even if a caller's own operation panics.
    struct Reset(bool);
    impl Drop for Reset {
        fn drop(&mut self) {
            ENCODING.set(self.0);
        }
    }
    let _reset = Reset(ENCODING.replace(true));
    encode()
}

/// Whether a request is being written.
pub(crate) fn is_encoding() -> bool {
    ENCODING.get()
}

/// Writes what has no members as JSON.
fn write<T: Serialize + ?Sized, E: Error>(json: &mut Vec<u8>, value: &T) -> Result<(), E> {
    serde_json::to_writer(json, value).map_err(E::custom)
}

/// Ends a list or an object, in which a comma follows each item.
fn end(json: &mut Vec<u8>, bracket: u8) {
    match json.last_mut() {
        Some(comma) if *comma == b',' => *comma = bracket,
        _ => json.push(bracket),
    }
}

/// Copies a value of any format as JSON.
struct Transcriber<'j>(&'j mut Vec<u8>);

impl<'de> DeserializeSeed<'de> for Transcriber<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Transcriber<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value that JSON has")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        write(self.0, &value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        write(self.0, &value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        write(self.0, &value)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        write(self.0, &value)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        write(self.0, value)
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        write(self.0, &())
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let json = self.0;
        json.push(b'[');
        while items.next_element_seed(Transcriber(json))?.is_some() {
            json.push(b',');
        }
        end(json, b']');
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let json = self.0;
        json.push(b'{');
        while members.next_key_seed(Name(json))?.is_some() {
            json.push(b':');
            members.next_value_seed(Transcriber(json))?;
            json.push(b',');
        }
        end(json, b'}');
        Ok(())
    }
}

/// Copies the name of a member.
struct Name<'j>(&'j mut Vec<u8>);

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<(), E> {
        write(self.0, name)
    }
}

#[cfg(test)]
mod tests;
