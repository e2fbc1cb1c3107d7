"""What a reply is made of: facts and their basis, blanks of templates, the forms in which it goes out."""
