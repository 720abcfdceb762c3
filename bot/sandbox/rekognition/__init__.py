"""Amazon Rekognition on this machine: real HTTP, held state, and strictness where AWS is strict.

It finds patches of vivid colour, so what it answers depends on the picture and can be checked.
"""

from bot.sandbox.rekognition.faults import Fault
from bot.sandbox.rekognition.stand_in import RekognitionStandIn

__all__ = ["Fault", "RekognitionStandIn"]
