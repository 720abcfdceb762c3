"""Step 4 of 6: what is there. A detector takes a frame and answers with detections."""
