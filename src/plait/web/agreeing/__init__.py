"""Pages of agreeing together: consultations, voting, comparing, comments, results."""
