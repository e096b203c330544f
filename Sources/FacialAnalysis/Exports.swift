// Whoever embeds the engine imports FacialAnalysis alone. What an analysis yields and what bounds it
// stand in modules of their own, so that the parent of the workers has them without the engine.
@_exported import AnalysisResult
@_exported import EmotionContract
@_exported import GazeScore
@_exported import Imaging
@_exported import MediaContract
@_exported import SpeechScore
