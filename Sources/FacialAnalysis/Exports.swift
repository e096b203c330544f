// Whoever embeds the engine imports FacialAnalysis alone: what an analysis yields and what bounds it
// live in modules of their own, so that the parent of the workers has them without the engine.
@_exported import AnalysisResult
@_exported import EmotionContract
@_exported import MediaContract
