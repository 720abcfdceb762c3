"""A Slack workspace, Amazon Rekognition and S3 on this machine, for the demo and the tests."""
