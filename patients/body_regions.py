"""The regions of the body by name, for places that somebody names instead of marking them on the drawing."""

# id -> (view, words)
REGIONS: dict[str, tuple[str, str]] = {
    "head": ("front", "Head"),
    "face_jaw": ("front", "Face or jaw"),
    "neck": ("back", "Neck"),
    "left_shoulder": ("front", "Left shoulder"),
    "right_shoulder": ("front", "Right shoulder"),
    "left_arm": ("front", "Left arm or elbow"),
    "right_arm": ("front", "Right arm or elbow"),
    "left_hand": ("front", "Left wrist or hand"),
    "right_hand": ("front", "Right wrist or hand"),
    "chest": ("front", "Chest"),
    "belly": ("front", "Belly"),
    "pelvis": ("front", "Pelvis or groin"),
    "upper_back": ("back", "Upper back"),
    "low_back": ("back", "Lower back"),
    "left_hip": ("back", "Left hip or buttock"),
    "right_hip": ("back", "Right hip or buttock"),
    "left_leg": ("front", "Left thigh or knee"),
    "right_leg": ("front", "Right thigh or knee"),
    "left_foot": ("front", "Left lower leg or foot"),
    "right_foot": ("front", "Right lower leg or foot"),
}
PAIN_KINDS = {
    "ache": "ache",
    "sharp": "sharp",
    "burning": "burning",
    "pins_and_needles": "pins and needles",
    "numb": "numb",
    "other": "",
}


def mark_in_words(mark: dict[str, str]) -> str:
    """A mark as a person reads it, such as "Lower back: ache"."""
    _, place = REGIONS.get(mark.get("region", ""), ("", str(mark.get("region", "")).replace("_", " ").capitalize()))
    kind = PAIN_KINDS.get(mark.get("kind", ""), "")
    return f"{place}: {kind}" if kind else place
