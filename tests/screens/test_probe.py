from tests import walk
def test_a(desk):
    p = walk.submitted(desk)
    print(p.text)
    p = walk.submitted(desk, "identity-document")
    print(p.text)
    for path in ("/", "/procedures","/language","/call","/desk","/desk/find","/desk/box","/desk/printing","/desk/clock","/desk/find?reference=zz","/nowhere", "/desk/references/"+walk.reference_of(p), "/desk/references/"+walk.reference_of(p)+"/supplement"):
        desk.get(path)
