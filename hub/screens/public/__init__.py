"""What anybody's browser sends to the hub beside the forms of a page: nobody is signed in."""
