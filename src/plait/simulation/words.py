"""Words of which the fictional sector's names are made. None is the name of a trust; tests compare with the real ones."""

TOWN_STARTS = (
    "Alder", "Amble", "Apple", "Ash", "Bail", "Barrow", "Beck", "Birch", "Black", "Bram", "Brant", "Brook", "Burn",
    "Calder", "Carn", "Chal", "Clay", "Cold", "Cop", "Crake", "Cran", "Dal", "Dane", "Den", "Dray", "Dun", "Eagle",
    "Elder", "Elm", "Ever", "Fair", "Falcon", "Fern", "Flax", "Fox", "Gale", "Gorse", "Grey", "Gull", "Hale", "Hart",
    "Hazel", "Heath", "Heron", "Hollin", "Hop", "Ivel", "Jay", "Kestrel", "Kil", "Lark", "Laven", "Lin", "Lock", "Mal",
    "Marl", "Mead", "Mer", "Mill", "Moss", "Nettle", "Oak", "Orch", "Otter", "Pell", "Pine", "Plover", "Quarr", "Quill",
    "Raven", "Reed", "Rook", "Rowan", "Rush", "Sallow", "Sand", "Sedge", "Shear", "Silver", "Sorrel", "Stone", "Swift",
    "Tarn", "Teal", "Thistle", "Tide", "Ven", "Wade", "Wain", "Wax", "Wether", "Whin", "Willow", "Winter", "Wren", "Yar",
)  # fmt: skip
TOWN_ENDS = (
    "acre", "beck", "borough", "bourne", "bridge", "brook", "bury", "by", "cliffe", "combe", "cote", "dale", "den",
    "fell", "field", "fleet", "ford", "gate", "grove", "ham", "haven", "hithe", "holme", "hurst", "keld", "leigh",
    "low", "marsh", "mere", "minster", "mouth", "ness", "over", "port", "quay", "ridge", "rigg", "shaw", "stead",
    "stoke", "stow", "strand", "thorpe", "thwaite", "ton", "wade", "well", "wick", "wold", "worth",
)  # fmt: skip
VILLAGE_STARTS = ("Upper", "Lower", "Great", "Little", "North", "South", "East", "West", "Nether", "Over", "Long", "High")
VILLAGE_ENDS = ("St Bride", "Magna", "Parva", "Green", "under Edge", "in the Vale", "Cross", "Bar", "Heath", "Staithe", "Common")
STREETS = (
    "Abbey", "Acorn", "Almond", "Anchor", "Apple Tree", "Barley", "Beacon", "Bell", "Bluebell", "Bobbin", "Bramble",
    "Brickfield", "Bridge", "Brook", "Buttercup", "Canal", "Castle", "Cathedral", "Chapel", "Cherry Tree", "Chestnut",
    "Church", "Clover", "Coppice", "Corn Mill", "Cornflower", "Cowslip", "Cricket", "Dovecote", "Elm", "Ferry", "Fir Tree",
    "Forge", "Foundry", "Foxglove", "Gardener's", "Glebe", "Globe", "Grange", "Granary", "Greenfinch", "Harbour", "Harvest",
    "Hawthorn", "Hazel", "Heather", "Hedgerow", "High", "Holly", "Honeysuckle", "Hop Garden", "Juniper", "Kingfisher",
    "Ladybird", "Lamplighter", "Larch", "Larkfield", "Lavender", "Lighthouse", "Lilac", "Lime Tree", "Linnet", "Lock",
    "Long", "Maltings", "Maple", "Market", "Marsh", "Mayflower", "Meadow", "Mill", "Millpond", "Moat", "Moor", "Mulberry",
    "Nightingale", "North", "Nutmeg", "Oak", "Oat Mill", "Old Station", "Orchard", "Osier", "Paddock", "Parsonage", "Pear Tree",
    "Pebble", "Poplar", "Primrose", "Priory", "Quarry", "Quay", "Railway", "Rectory", "Ridge", "River", "Robin", "Rope",
    "Rose", "Rowan", "Saddler's", "Saltmarsh", "School", "Shepherd's", "Silver Birch", "Skylark", "South", "Sparrow",
    "Spinney", "Spring", "Stanley", "Starling", "Station", "Sunflower", "Swallow", "Sycamore", "Tanner's", "Tannery",
    "Teasel", "Thatcher's", "Tithe Barn", "Tower", "Union", "Valley", "Viaduct", "Vicarage", "Victoria", "Vine", "Violet",
    "Walnut", "Water", "Weaver's", "Well", "Wharf", "Wheelwright's", "White Horse", "Windmill", "Wood", "Woodpecker", "Yew Tree",
)  # fmt: skip
STREET_KINDS = (
    "Lane", "Road", "Street", "Hill", "Green", "Park", "Avenue", "Rise", "Way", "Fields", "Croft", "Drive", "Bank", "View",
)  # fmt: skip
SAINTS = (
    "St Agnes'", "St Aidan's", "St Alban's", "St Andrew's", "St Anne's", "St Bede's", "St Bernadette's", "St Brigid's",
    "St Catherine's", "St Chad's", "St Clare's", "St Columba's", "St Cuthbert's", "St David's", "St Edmund's", "St Edward's",
    "St Faith's", "St Francis'", "St Gabriel's", "St George's", "St Giles'", "St Helen's", "St Hilda's", "St Hugh's",
    "St James'", "St John's", "St Joseph's", "St Jude's", "St Lawrence's", "St Leonard's", "St Luke's", "St Margaret's",
    "St Mark's", "St Martin's", "St Mary's", "St Matthew's", "St Michael's", "St Nicholas'", "St Oswald's", "St Patrick's",
    "St Paul's", "St Peter's", "St Philip's", "St Saviour's", "St Stephen's", "St Swithun's", "St Teresa's", "St Thomas'",
    "St Ursula's", "St Wilfrid's", "St Winifred's", "All Saints", "Holy Family", "Holy Trinity", "Our Lady's", "Sacred Heart",
)  # fmt: skip
TRUST_STARTS = (
    "Bright", "Broad", "Clear", "Dawn", "East", "Ever", "Fair", "Far", "First", "Good", "Green", "Gold", "High", "Home",
    "Keen", "Lark", "Light", "Long", "Moor", "New", "North", "Open", "Over", "Quay", "Red", "Rise", "Rock", "Sea", "Shore",
    "Silver", "Sky", "South", "Spring", "Star", "Stone", "Strong", "Summer", "Sun", "Swift", "Tide", "True", "Up", "Vale",
    "Water", "Wave", "Way", "West", "White", "Wide", "Wild", "Wind", "Winter", "Wood", "Wren",
)  # fmt: skip
TRUST_ENDS = (
    "acre", "anchor", "arch", "beam", "bell", "bough", "bridge", "brook", "cairn", "chart", "cliff", "compass", "course",
    "crest", "dale", "fold", "ford", "furrow", "garth", "glade", "hearth", "hill", "keel", "kiln", "ladder", "lantern",
    "loom", "marker", "mast", "meadow", "moor", "orchard", "path", "quill", "reach", "ridge", "sail", "span", "spire",
    "stead", "stile", "strand", "thread", "vane", "water", "way", "weave", "wharf", "wold", "yard",
)  # fmt: skip
TRUST_KINDS = (
    "Learning Trust", "Education Trust", "Schools Trust", "Academy Trust", "Learning Partnership", "Schools Partnership",
    "Multi Academy Trust", "Community Trust", "Family of Schools", "Trust",
)  # fmt: skip
FAITH_TRUST_KINDS = {
    "Church of England": ("Diocesan Schools Trust", "Church Schools Trust", "Church of England Academy Trust"),
    "Roman Catholic": ("Catholic Education Trust", "Catholic Academy Trust", "Catholic Schools Partnership"),
}
WARDS = ("North", "South", "East", "West", "Central", "Abbey", "Castle", "Park", "Riverside", "Victoria")
FAMILIAR_PRIMARIES = ("Harbour Lane Primary School", "Lower Quay Primary School", "Orchard Rise Primary School")
FAMILIAR_SECONDARIES = ("Castle Rise School",)
