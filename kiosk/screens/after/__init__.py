"""The screens of a submitted case: following, supplement, correction, withdrawal, rights, verification."""
