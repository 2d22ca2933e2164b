"""A case after it is submitted: followed, supplemented, corrected, withdrawn, put right, exported, erased."""
