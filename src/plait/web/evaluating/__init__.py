"""Pages on which a school says where it stands, and reads what others see."""
