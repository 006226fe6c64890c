//! Reads and writes every example of `tests/documents/proposed.yaml`.

use generated_client::examples::EXAMPLES;
use generated_client::proposed::{GetRoomResponse, Place};
use generated_client::{RoomId, Shows, serde_json};

#[test]
fn every_example_comes_back_as_it_was() {
    let mut count = 0;
    for example in EXAMPLES.iter().filter(|it| it.module == "proposed") {
        let Shows::Value(round_trip) = example.shows else { continue };
        let expected: serde_json::Value = serde_json::from_str(example.json).unwrap();
        assert_eq!(equal(round_trip(example.json).unwrap()), equal(expected), "{}", example.name);
        count += 1;
    }
    assert_eq!(count, 4);
}

/// JSON has one kind of number: `40` and `40.0` are equal. To the client a member that is null and optional is absent.
fn equal(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Number(number) => number.as_f64().map_or(Value::Null, Value::from),
        Value::Array(items) => items.into_iter().map(equal).collect(),
        Value::Object(members) => members
            .into_iter()
            .filter(|(_, it)| !it.is_null())
            .map(|(name, it)| (name, equal(it)))
            .collect(),
        other => other,
    }
}

#[test]
fn what_an_example_shows_is_typed() {
    let room = EXAMPLES.iter().find(|it| it.name == "full").unwrap();
    let room: GetRoomResponse = serde_json::from_str(room.json).unwrap();
    assert_eq!(room.room_id, RoomId::from("R1"));
    assert_eq!(room.owner.unwrap().name.as_deref(), Some("Tim"));
    assert_eq!(room.doors[1].width, 2.5);
    assert_eq!(room.notes.unwrap()["70027935"], "It's warm");
    assert_eq!(room.closed_time.unwrap().as_millis(), 1_735_689_599_999);
    assert_eq!(room.opened_at.unwrap().as_str(), "2025-04-10T14:30:00.000Z");
    let moved = EXAMPLES.iter().find(|it| it.operation_id == "moveRoom").unwrap();
    let moved: serde_json::Value = serde_json::from_str(moved.json).unwrap();
    let place: Place = serde_json::from_value(moved["to"].clone()).unwrap();
    assert_eq!((place.x, place.z), (1, Some(4)));
}
