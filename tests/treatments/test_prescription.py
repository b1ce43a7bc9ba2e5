from treatments import prescription


def read(text, catalogue):
    return prescription.read(text, catalogue)


def test_sides_are_settled(catalogue):
    needled = read("LI4, ST36 r 25mm obl; GB20 both, Yintang 5mm, CV12 m", catalogue).needled
    assert [(n.point.code, n.side, n.depth_mm, n.angle, n.side_was_given) for n in needled] == [
        ("LI4", "both", None, None, False),
        ("ST36", "right", 25, "oblique", True),
        ("GB20", "both", None, None, True),
        ("EX-HN3", "midline", 5, None, False),
        ("CV12", "midline", None, None, True),
    ]


def test_what_is_written_reads_back_the_same(catalogue):
    first = read("taichong l, ST36 r 2.5cm obl, Yintang 5mm trans, LI4", catalogue).needled
    text = prescription.write(list(first))

    assert text == "LR3 l, ST36 r 25mm obl, EX-HN3 5mm trans, LI4 b"
    again = read(text, catalogue).needled
    assert [(n.point, n.side, n.depth_mm, n.angle) for n in again] == [
        (n.point, n.side, n.depth_mm, n.angle) for n in first
    ]


def test_midline_point_refuses_a_side_and_a_bilateral_one_the_midline(catalogue):
    midline, bilateral = read("CV12 l, LI4 midline", catalogue).mistakes
    assert "CV12 Zhōngwǎn has no left and right" in midline.sentence
    assert "LI4 Hégǔ has a left and a right" in bilateral.sentence


def test_same_point_and_side_twice_is_refused(catalogue):
    assert len(read("LI4 l, hegu l", catalogue).mistakes) == 1
    assert len(read("LI4, LI4 r", catalogue).mistakes) == 1
    assert read("LI4 l, LI4 r", catalogue).mistakes == ()


def test_unknown_and_ambiguous_points_carry_candidates(catalogue):
    unknown, ambiguous = read("LI99 b, Zhongzhu r 5mm", catalogue).mistakes
    assert (unknown.name, unknown.start, unknown.end) == ("LI99", 0, 4)
    assert {point.code for point in ambiguous.candidates} == {"TE3", "KI15"}


def test_one_press_replaces_the_name_only(catalogue):
    assert prescription.replace("LI4, Zhongzhu  r 5mm", "Zhongzhu", "TE3") == "LI4, TE3  r 5mm"
    assert prescription.replace("tai  chung l; x", "tai chung", "LR3") == "LR3 l; x"
    assert prescription.replace("LI4", "gone", "LR3") == "LI4"


def test_too_many_points(catalogue):
    codes = [fact.code for fact in catalogue.facts[:61]]
    assert "More than 60" in read(", ".join(codes), catalogue).mistakes[0].sentence
